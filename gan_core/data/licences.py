"""Licences of the data sets of pictures, by name; models made of them have it on their cards."""

from gan_core.settings.datasets import EMBEDDED, LABELLED_PICTURES, STACKED

LICENCES = {
    "mnist": "CC BY-SA 3.0",
    STACKED: "CC BY-SA 3.0",
    "fashion-mnist": "MIT",
    "kmnist": "CC BY-SA 4.0",
    "emnist": "public domain (NIST)",
    EMBEDDED: "CC BY 4.0",
    "celeba": "non-commercial research use",
    "pictures": "that of your pictures",
    LABELLED_PICTURES: "that of your pictures",
}
