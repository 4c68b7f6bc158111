"""What a county or school can set."""

from pydantic import BaseModel, Field


class Settings(BaseModel):
    """Limits of what is handed in."""

    image_megabytes: int = Field(
        20, ge=1, le=60, title="图片上限 (MB)", description="一张作品图片最多多少兆字节 (10^6)。"
    )
