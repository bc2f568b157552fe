"""Real database servers for the tests, started in a folder of their own and stopped with the tests."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def _as_user(name):
    """Servers refuse to run as root: they get their own user there."""
    if os.getuid() != 0:
        return {}
    return {"user": pwd.getpwnam(name).pw_uid, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


@contextlib.contextmanager
def postgres(folder: Path):
    """The address of a PostgreSQL of our own."""
    programs = [*sorted(Path("/usr/lib/postgresql").glob("*/bin")), Path(shutil.which("initdb") or "/none").parent]
    initdb, server = (
        next(held / name for held in programs if (held / name).exists()) for name in ("initdb", "postgres")
    )
    home = Path("/tmp") / f"jixiao-pg-{os.getpid()}"  # a socket's path may not be long
    home.mkdir(mode=0o755)
    who = _as_user("postgres")
    if who:
        os.chown(home, who["user"], who["group"])
    port = free_port()
    subprocess.run(
        [initdb, "-D", home / "data", "-A", "trust", "-U", "jixiao", "-E", "UTF8", "--locale=C", "-N"],
        check=True,
        capture_output=True,
        **who,
    )
    process = subprocess.Popen(
        [server, "-D", home / "data", "-p", str(port), "-k", home, "-c", "fsync=off"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **who,
    )
    try:
        import psycopg

        address = f"postgresql://jixiao@127.0.0.1:{port}/postgres"
        for _ in range(100):
            try:
                psycopg.connect(address).close()
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(home, ignore_errors=True)
    del folder


@contextlib.contextmanager
def mariadb(folder: Path):
    """The address of a MariaDB of our own."""
    home = Path("/tmp") / f"jixiao-my-{os.getpid()}"
    home.mkdir(mode=0o755)
    who = _as_user("mysql")
    if who:
        os.chown(home, who["user"], who["group"])
    port = free_port()
    server = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
    subprocess.run(
        [
            "mariadb-install-db",
            f"--datadir={home / 'data'}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ],
        check=True,
        capture_output=True,
        **who,
    )
    process = subprocess.Popen(
        [server, "--no-defaults", f"--datadir={home / 'data'}", f"--port={port}", "--bind-address=127.0.0.1", f"--socket={home / 's'}", f"--pid-file={home / 'p'}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who,
    )  # fmt: skip
    try:
        import pymysql

        for _ in range(300):
            if (home / "s").exists():
                break
            time.sleep(0.1)
        with (
            pymysql.connect(unix_socket=str(home / "s"), user="root", autocommit=True) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("create database jixiao character set utf8mb4 collate utf8mb4_bin")
            cursor.execute("create user 'reader'@'127.0.0.1' identified by 'secret'")
            cursor.execute("grant all on jixiao.* to 'reader'@'127.0.0.1'")
        yield f"mysql://reader:secret@127.0.0.1:{port}/jixiao"
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(home, ignore_errors=True)
    del folder
