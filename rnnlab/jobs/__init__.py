"""The background: threads that train or work, and the mailbox they report to; no Qt."""

from rnnlab.jobs.mailbox import Mailbox
from rnnlab.jobs.task import Progress, Task, TaskDone, TaskFailed, TaskMessage
from rnnlab.jobs.training_job import RunMessage, TrainingJob

__all__ = [
    "Mailbox",
    "Progress",
    "RunMessage",
    "Task",
    "TaskDone",
    "TaskFailed",
    "TaskMessage",
    "TrainingJob",
]
