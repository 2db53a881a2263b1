"""Where `ka1` and `python -m ka1cli` start."""

import gc


def main() -> None:
    """Run the command line and exit."""
    # Starting makes many objects and no garbage: looking for it is a twelfth of the time of `ka1 check`.
    gc.disable()
    from ka1cli.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
