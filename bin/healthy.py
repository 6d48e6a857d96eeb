"""For a container's health check: does the health address say that this part works?

python bin/healthy.py http://127.0.0.1:8000/sundhed/klar udbring
"""

import json
import sys
import urllib.error
import urllib.request

address, part = sys.argv[1:]
try:
    with urllib.request.urlopen(address, timeout=4) as answer:
        said = json.load(answer)
except urllib.error.HTTPError as error:  # 503 names the part that is down, perhaps another one
    said = json.load(error)
except OSError as error:
    sys.exit(f"{address}: {error}")
sys.exit(0 if said.get(part) is True else f"{part} is not well: {said}")
