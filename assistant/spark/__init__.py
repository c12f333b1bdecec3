"""Reports in Apache Spark: every row of a DataFrame becomes a row of results, on the workers of the cluster.

    from assistant.spark import analyze_frame

    results = analyze_frame(reports, text="note", id="accession", day="service_date")
    results.write.parquet("results")

The package on the registry is called sonocode, as is the program; what is imported is called `assistant`. PySpark is an
extra, `pip install 'sonocode[spark]'`, and is imported when `analyze_frame` is called, on the driver alone.
"""

from assistant.spark.frame import analyze_frame, result_schema

__all__ = ["analyze_frame", "result_schema"]
