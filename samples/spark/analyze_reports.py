"""Analyses a table of reports on Apache Spark: reads Parquet, CSV or JSON Lines, writes Parquet.

On this machine alone, with all its cores, bound to loopback, and without a web page:

    SPARK_LOCAL_IP=127.0.0.1 spark-submit --properties-file samples/spark/local.conf \\
        samples/spark/analyze_reports.py reports.csv results --text note --id accession --day service_date

On a cluster, where every worker has sonocode installed in the same Python (`pip install 'sonocode[spark]'`):

    spark-submit --master spark://HOST:7077 samples/spark/analyze_reports.py s3a://notes/*.parquet s3a://results ...
"""

import argparse

from pyspark.sql import DataFrame, SparkSession

from assistant.errors import SonocodeError
from assistant.spark import analyze_frame

KINDS = {".parquet": "parquet", ".csv": "csv", ".tsv": "csv", ".jsonl": "json", ".ndjson": "json", ".json": "json"}
OPTIONS = {"csv": {"header": True, "multiLine": True, "escape": '"'}}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Analyse a table of reports: Parquet, CSV or JSON Lines to Parquet.")
    parser.add_argument("reports", help="a file, a folder or a pattern of files, wherever Spark can read")
    parser.add_argument("results", help="the folder of Parquet files to write; it must not exist")
    parser.add_argument("--text", default="text", help="the column of the reports (default: %(default)s)")
    parser.add_argument("--id", default="id", help="the column that names each report (default: %(default)s)")
    parser.add_argument("--day", help="the column of the date of service; without it, the date that the report bears")
    parser.add_argument("--setting", choices=["office", "facility-professional", "facility-technical"])
    parser.add_argument("--format", choices=sorted(set(KINDS.values())), help="of the reports; else by their suffix")
    parser.add_argument("--partitions", type=int, help="parts of the work; some ten for each core even out the load")
    asked = parser.parse_args(arguments)

    session = SparkSession.builder.appName("sonocode").getOrCreate()
    try:
        reports = read_reports(session, asked.reports, asked.format)
        if asked.partitions:
            reports = reports.repartition(asked.partitions)
        results = analyze_frame(reports, text=asked.text, id=asked.id, day=asked.day, setting=asked.setting)
        results.write.parquet(asked.results)
        done = session.read.parquet(asked.results)
        set_aside = done.where("set_aside is not null")
        print(f"{done.count():,} reports, {set_aside.count():,} set aside")
        for row in set_aside.groupBy("set_aside").count().orderBy("count", ascending=False).take(10):
            print(f"  {row['count']:,} {row['set_aside']}")
    except SonocodeError as error:
        raise SystemExit(f"sonocode: {error}") from error


def read_reports(session: SparkSession, path: str, kind: str | None) -> DataFrame:
    """Return the reports of a table; a row that Spark cannot read has null for its report and will be set aside."""
    kind = kind or next((KINDS[suffix] for suffix in KINDS if path.lower().endswith(suffix)), "parquet")
    options = OPTIONS.get(kind, {}) | ({"sep": "\t"} if path.lower().endswith(".tsv") else {})
    return session.read.format(kind).options(**options).load(path)


if __name__ == "__main__":
    main()
