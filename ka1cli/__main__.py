"""Where `ka1` and `python -m ka1cli` start."""

import gc


def main() -> None:
    """Run the command line and exit."""
    # Starting makes many objects and no garbage: looking for it is a twelfth of the time of `ka1 check`.
    gc.disable()
    try:
        from ka1cli.cli.main import main as run

        run()
    except KeyboardInterrupt:  # before anything was there to meet it
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
