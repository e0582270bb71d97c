"""A custom flavor, as somebody has it in a project. Imported by ZenML only."""

from pydantic import field_validator
from zenml.model_registries.base_model_registry import (
    BaseModelRegistry,
    BaseModelRegistryConfig,
    BaseModelRegistryFlavor,
)
from zenml.utils.secret_utils import SecretField


class ShelfConfig(BaseModelRegistryConfig):
    """Configuration of the shelf.

    Attributes:
        width: How wide the shelf is.
    """

    width: int
    password: str | None = SecretField(default=None)

    @field_validator("width")
    @classmethod
    def _fits(cls, width: int) -> int:
        if width > 99:
            raise ValueError("no wall is that wide")
        return width


class ShelfFlavor(BaseModelRegistryFlavor):
    """Keeps models on a shelf."""

    @property
    def name(self) -> str:
        return "shelf"

    @property
    def config_class(self) -> type[ShelfConfig]:
        return ShelfConfig

    @property
    def implementation_class(self) -> type[BaseModelRegistry]:
        return BaseModelRegistry
