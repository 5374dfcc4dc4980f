"""Start the AWS beneath: `python -m sandbox.aws --port 0` prints its address once it answers."""

import argparse
import os
import sys

_LOOPBACK = {"127.0.0.1", "localhost"}


def main() -> int:
    arguments = _parser().parse_args()
    if arguments.host not in _LOOPBACK:
        print(  # noqa: T201  (a command says so)
            f"The sandbox takes any credentials, so it listens on loopback only; not on {arguments.host}.",
            file=sys.stderr,
        )
        return 2
    _settle_environment()
    # Imported now and not above: moto reads its environment when it is imported.
    from sandbox.aws import running  # noqa: PLC0415  (see above)

    running.run(arguments.port, until_stdin_closes=arguments.until_stdin_closes, managed=arguments.managed)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.aws", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="loopback only")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with whoever holds standard input")
    parser.add_argument("--managed", nargs="+", metavar="NAME", help="have only these of AWS's 1,582 managed policies")
    return parser


def _settle_environment() -> None:
    for name in [name for name in os.environ if name.startswith(("AWS_", "MOTO_"))]:
        del os.environ[name]  # what is emulated does not depend on who starts it
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"


if __name__ == "__main__":
    sys.exit(main())
