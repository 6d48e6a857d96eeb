"""Makes the secrets of a production host, each in a file of its own; keeps those that are there.

python3 bin/new_secrets.py secrets
"""

import os
import secrets
import sys
from pathlib import Path

from program import SECRETS

APP, POSTGRES = 10001, 999  # the users inside the images


def address(role):
    return f"postgres://{role}:{secrets.token_hex(24)}@postgres/samspil"


OWN = {name.lower(): make for name, make in SECRETS.items()} | {
    "database_url": lambda: address("samspil_app"),
    "database_owner_url": lambda: address("samspil_ejer"),
    "postgres_password": lambda: secrets.token_hex(24),
    "email_url": lambda: "smtp://bruger:kode@mail.example:587?tls=1",
}


def main(folder):
    folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    for name, make in OWN.items():
        path = folder / name
        if path.exists():
            print(f"  {name}: bevaret")
            continue
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o440), "w") as file:
            file.write(make())
        path.chmod(0o440)
        if os.geteuid() == 0:
            os.chown(path, APP, POSTGRES)
        print(f"  {name}: ny")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
