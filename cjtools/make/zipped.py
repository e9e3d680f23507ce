"""Files that are zip archives, such as those of office programs: the same content, the same bytes."""

import io
import zipfile

FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def zipped(parts, stored=()):
    """Return some parts as the bytes of a zip archive with one fixed time.

    Parameters
    ----------
    parts : dict
        Name -> text or bytes, in order.
    stored : tuple of str
        Parts that are not to be compressed.

    Returns
    -------
    bytes
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            named = zipfile.ZipInfo(name, FIXED_TIME)
            named.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(named, content)
    return stream.getvalue()


def unzipped(archive):
    """Return the parts of a zip archive that this project has just made: name -> bytes, in order."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return {part.filename: source.read(part) for part in source.infolist()}
