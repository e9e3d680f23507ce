"""What pyproject.toml cannot say: an editable install gets the data files too, by which Jupyter knows the kernel."""

from setuptools import setup
from setuptools.command.editable_wheel import editable_wheel


class EditableWheelWithData(editable_wheel):
    """Installs data files as an ordinary install does.

    setuptools has the step, but asks for it by a name that no distribution has, and so always leaves it out.
    """

    def run(self):
        """Build the wheel."""
        self.distribution.has_data = self.distribution.has_data_files
        super().run()


setup(cmdclass={"editable_wheel": EditableWheelWithData})
