# Makes the files of a scenario and becomes the door program (or, on the real folders, waits for it and takes them away again).
import ctypes
import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOTS = {"/var/opt/azcmagent": "/var/opt", "/opt/azcmagent": "/opt"}
PR_CAPBSET_DROP = 24
# CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: with them a file that nobody may read is read nevertheless.
READ_ANYTHING = (1, 2)


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


def cover(folder):
    """Puts an empty file system over `folder`, with everything that was there before."""
    before = sorted(pathlib.Path(folder).iterdir())
    staging = "/mnt"
    mount("--rbind", folder, staging)
    mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", folder)
    for entry in before:
        if entry.name == "azcmagent":
            continue
        source = pathlib.Path(staging, entry.name)
        if source.is_symlink():
            os.symlink(os.readlink(source), entry)
        elif source.is_dir():
            entry.mkdir()
            mount("--rbind", str(source), str(entry))
        else:
            entry.touch()
            mount("--bind", str(source), str(entry))
    subprocess.run(["umount", "-l", staging], check=True)


def make(path, content):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if "link_to" in content:
        os.symlink(content["link_to"], path)
        return
    if "directory" in content:
        path.mkdir(exist_ok=True)
    elif "fifo" in content:
        os.mkfifo(path)
    else:
        path.write_text(content["text"], encoding="utf-8", newline="")
    if "mode" in content:
        path.chmod(int(content["mode"], 8))


def give_up_reading_anything():
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in READ_ANYTHING:
        if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 and os.geteuid() == 0:
            raise OSError(ctypes.get_errno(), "a capability cannot be dropped")


def main(where, files, command):
    files = json.loads(files)
    roots = [root for root in ROOTS if any(path.startswith(root + "/") for path in files)]
    if where == "namespace":
        for root in roots:
            cover(ROOTS[root])
    else:
        for root in roots:
            if pathlib.Path(root).exists():
                sys.exit(f"{root} exists: the scenarios would change a machine that Azure Arc manages")
    try:
        for path, content in files.items():
            make(path, content)
        if where == "namespace":
            give_up_reading_anything()
            os.execvp(command[0], command)
        sys.exit(subprocess.run(command, check=False, preexec_fn=give_up_reading_anything).returncode)
    finally:
        for root in roots:
            shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
