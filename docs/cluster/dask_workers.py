"""Run a Bygd command on Dask workers that are SLURM jobs: ``python dask_workers.py 100 sweep … out=FOLDER``.

Copy this file, and say below what your cluster wants to know. The first word says how many workers there may be; the
others are a command of Bygd. Workers start as SLURM lets them; one that ends, or is killed, is begun anew.
"""

import os
import subprocess
import sys
from pathlib import Path

from dask_jobqueue import SLURMCluster
from distributed.security import Security

JOB = {
    "cores": 1,  # of one job; each is a worker
    "processes": 1,
    "memory": "1GB",
    "walltime": "04:00:00",
    # "queue": "normal", "account": "nn1234k", "interface": "ib0",
    "worker_extra_args": ["--lifetime", "230m", "--lifetime-stagger", "5m"],  # ends in order before SLURM ends it
}
PRIVATE = Path.home() / ".bygd-dask"  # read by all nodes and by you alone: certificates, and what workers print


def main(*words: str) -> int:
    """Run the command; its exit status."""
    if len(words) < 2 or not words[0].isdecimal() or int(words[0]) == 0:
        sys.exit(
            "Say how many workers there may be, and a command of Bygd: python dask_workers.py 100 sweep … out=FOLDER."
        )
    workers, command = int(words[0]), words[1:]
    PRIVATE.mkdir(mode=0o700, exist_ok=True)
    security = Security.temporary()  # so that no other user of the cluster can give the workers work
    tls = security.get_tls_config_for_role("client")
    known = {f"DASK_DISTRIBUTED__COMM__TLS__{name}": tls[key] for name, key in NAMES.items()}
    places = {"shared_temp_directory": str(PRIVATE), "log_directory": str(PRIVATE)}
    with SLURMCluster(**JOB, **places, security=security) as cluster:
        cluster.adapt(minimum_jobs=workers, maximum_jobs=workers)
        given = [*command, "executor=dask", f"address={cluster.scheduler_address}", f"threads={workers}"]
        return subprocess.run(["bygd", *given], env=os.environ | known, check=False).returncode


NAMES = {"CA_FILE": "ca_file", "CLIENT__CERT": "cert", "CLIENT__KEY": "key"}

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
