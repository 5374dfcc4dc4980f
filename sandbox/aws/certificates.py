"""A certificate that signs itself, as a user uploads one for signing requests."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

_BEGINS = datetime(2026, 1, 1, tzinfo=UTC)


def signed_by(name: str) -> str:
    """PEM; its private key is forgotten at once."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder(
        issuer_name=who,
        subject_name=who,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=_BEGINS,
        not_valid_after=_BEGINS + timedelta(days=3650),
    ).sign(key, hashes.SHA256())
    return made.public_bytes(Encoding.PEM).decode()
