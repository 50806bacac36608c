"""Which addresses may be asked, judged before anything is sent."""

from dataclasses import replace

import pytest

from pipelines.sources.adresses import publique, verifier_url
from pipelines.sources.politique import Politique
from pipelines.sources.refus import Echec

POLITIQUE = Politique(adresses_privees=("127.0.0.1", "miroir.ville:8080", "[::1]:9000"))


@pytest.mark.parametrize(
    "ip", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4007:80e::2003"]
)
def test_public_addresses(ip: str):
    assert publique(ip)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd00::2", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "fec0::1", "", "exemple.fr",
    ],
)  # fmt: skip
def test_addresses_that_are_not(ip: str):
    assert not publique(ip)


@pytest.mark.parametrize(
    "url",
    [
        "http://exemple.fr/", "HTTP://exemple.fr/", "file:///etc/passwd", "ftp://exemple.fr/", "exemple.fr/x", "https://",
        "https:///x", "//exemple.fr/x", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0/",
        "https://0177.0.0.1/", "https://127.0.0.1.:443/", "https://[::ffff:127.0.0.1]/", "https://[::1]/",
        "https://[fe80::1%25eth0]/", "https://moi:mot@exemple.fr/", "https://moi@exemple.fr/", "https://@exemple.fr/",
        "https://exemple.fr\\@127.0.0.1/", "https://exemple.fr/\r\nHost: autre", "https://exem\tple.fr/", "https://[x]/",
        "https://exemple.fr:99999/", "https://exemple.fr:x/", "https://dɑta.gouv.fr/", "https://exem ple.fr/",
        "https://" + "a" * 300 + ".fr/", "https://exemple..fr/", "http://miroir.ville/", "http://miroir.ville:80/",
        "http://[::1]/", "",
    ],
)  # fmt: skip
def test_an_address_that_is_never_asked(url: str):
    with pytest.raises(Echec):
        verifier_url(url, POLITIQUE)


@pytest.mark.parametrize(
    ("url", "attendu"),
    [
        ("https://www.data.gouv.fr/api/1/x?y=z", ("https", "www.data.gouv.fr", 443, False)),
        ("https://Exemple.FR:8443/é à.json", ("https", "exemple.fr", 8443, False)),
        ("https://xn--bcher-kva.example/", ("https", "xn--bcher-kva.example", 443, False)),
        ("https://8.8.8.8/", ("https", "8.8.8.8", 443, False)),
        ("http://127.0.0.1:8123/x", ("http", "127.0.0.1", 8123, True)),
        ("http://miroir.ville:8080/", ("http", "miroir.ville", 8080, True)),
        ("http://[::1]:9000/", ("http", "::1", 9000, True)),
    ],
)
def test_an_address_that_may_be(url: str, attendu: tuple[str, str, int, bool]):
    cible = verifier_url(url, POLITIQUE)
    assert (cible.schema, cible.hote, cible.port, cible.privee) == attendu


def test_without_encryption_only_when_the_policy_says_so():
    assert verifier_url("http://exemple.fr/", replace(POLITIQUE, https_seul=False)).port == 80
