"""Entry of ``python -m gan_core``."""

from gan_core.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
