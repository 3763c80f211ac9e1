"""Sends one run of a job with the real client of OpenLineage, which takes where to from its environment."""

import sys
from datetime import datetime, timezone

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import (
    DatasetEvent,
    InputDataset,
    Job,
    JobEvent,
    OutputDataset,
    Run,
    RunEvent,
    RunState,
    StaticDataset,
)
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    data_quality_assertions_dataset,
    data_quality_metrics_input_dataset,
    documentation_dataset,
    error_message_run,
    job_type_job,
    nominal_time_run,
    output_statistics_output_dataset,
    parent_run,
    schema_dataset,
    sql_job,
    symlinks_dataset,
)

PARENT = "01890000-0000-7000-8000-0000000000a1"
RUN = "01890000-0000-7000-8000-0000000000a2"
WAREHOUSE = "postgres://warehouse:5432"


def now() -> str:
    return datetime.now(timezone.utc).isoformat()


def schema(*names: str) -> schema_dataset.SchemaDatasetFacet:
    return schema_dataset.SchemaDatasetFacet(
        fields=[schema_dataset.SchemaDatasetFacetFields(name=name, type="int") for name in names]
    )


def main() -> int:
    client = OpenLineageClient()
    job = Job(
        namespace="python",
        name="daily.orders",
        facets={
            "jobType": job_type_job.JobTypeJobFacet(processingType="BATCH", integration="AIRFLOW", jobType="TASK"),
            "sql": sql_job.SQLJobFacet(query="SELECT user_id, sum(amount) FROM orders GROUP BY 1"),
        },
    )
    run = Run(
        runId=RUN,
        facets={
            "parent": parent_run.ParentRunFacet(
                run=parent_run.Run(runId=PARENT), job=parent_run.Job(namespace="python", name="daily")
            ),
            "nominalTime": nominal_time_run.NominalTimeRunFacet(nominalStartTime="2026-11-21T00:00:00Z"),
        },
    )
    orders = InputDataset(
        namespace=WAREHOUSE,
        name="shop.public.orders",
        facets={"schema": schema("user_id", "amount")},
        inputFacets={
            "dataQualityMetrics": data_quality_metrics_input_dataset.DataQualityMetricsInputDatasetFacet(
                rowCount=10,
                columnMetrics={"amount": data_quality_metrics_input_dataset.ColumnMetrics(nullCount=1, min=1, max=9)},
            ),
            "dataQualityAssertions": data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(
                assertions=[
                    data_quality_assertions_dataset.Assertion(assertion="not_null", success=False, column="amount"),
                    data_quality_assertions_dataset.Assertion(assertion="unique", success=True, column="user_id"),
                ]
            ),
        },
    )
    totals = OutputDataset(
        namespace=WAREHOUSE,
        name="shop.public.totals",
        facets={
            "schema": schema("user_id", "total"),
            "symlinks": symlinks_dataset.SymlinksDatasetFacet(
                identifiers=[symlinks_dataset.Identifier(namespace="hive://meta", name="shop.totals", type="TABLE")]
            ),
            "columnLineage": column_lineage_dataset.ColumnLineageDatasetFacet(
                fields={
                    "total": column_lineage_dataset.Fields(
                        inputFields=[
                            column_lineage_dataset.InputField(
                                namespace=WAREHOUSE,
                                name="shop.public.orders",
                                field="amount",
                                transformations=[
                                    column_lineage_dataset.Transformation(type="DIRECT", subtype="AGGREGATION")
                                ],
                            )
                        ]
                    )
                }
            ),
        },
        outputFacets={
            "outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
                rowCount=3, size=120, fileCount=1
            )
        },
    )
    client.emit(RunEvent(eventType=RunState.START, eventTime=now(), run=run, job=job, inputs=[orders], outputs=[]))
    failed = Run(
        runId=RUN,
        facets={"errorMessage": error_message_run.ErrorMessageRunFacet("the disk is full", "python", "Traceback")},
    )
    client.emit(RunEvent(eventType=RunState.FAIL, eventTime=now(), run=failed, job=job, inputs=[], outputs=[totals]))
    client.emit(
        DatasetEvent(
            eventTime=now(),
            dataset=StaticDataset(
                namespace=WAREHOUSE,
                name="shop.public.users",
                facets={"documentation": documentation_dataset.DocumentationDatasetFacet(description="Who buys.")},
            ),
        )
    )
    client.emit(
        JobEvent(
            eventTime=now(),
            job=Job(namespace="python", name="described"),
            inputs=[InputDataset(namespace=WAREHOUSE, name="shop.public.users")],
            outputs=[OutputDataset(namespace=WAREHOUSE, name="shop.public.orders")],
        )
    )
    client.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
