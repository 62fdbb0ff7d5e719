# Self-signed certificates for the servers that speak TLS.
import hashlib
import pathlib
import ssl
import subprocess


class Certificate:
    def __init__(self, key, certificate):
        self.key, self.certificate = key, certificate
        der = ssl.PEM_cert_to_DER_cert(pathlib.Path(certificate).read_text(encoding="ascii"))
        self.thumbprint = hashlib.sha1(der).hexdigest().upper()

    def server_context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def make_certificate(folder):
    """Made by the openssl command in `folder`."""
    key, certificate = pathlib.Path(folder, "key.pem"), pathlib.Path(folder, "certificate.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "30",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return Certificate(key, certificate)
