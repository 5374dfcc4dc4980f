"""The ways in which somebody's own rights let them take more.

Collected by Rhino Security Labs (https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/), by
cloudsplaining (https://cloudsplaining.readthedocs.io/en/latest/glossary/privilege-escalation/) and at
https://pathfinding.cloud.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Actions = tuple[str, ...]
"""All of them are needed; `a|b` is either."""


@dataclass(frozen=True)
class Way:
    """One way up: `does` ends 'Can raise itself: …', `sentence` stands alone."""

    does: str
    sentence: str
    needs: Actions
    is_wide: bool = False
    """Whether it is one only on every resource: a key of one's own raises nobody."""
    runner: str | None = None
    """The service to which a role is passed, for ways that pass one."""


def found(
    *, may: Callable[[str], bool], may_widely: Callable[[str], bool], passes_to: Callable[[str], bool]
) -> Iterator[Way]:
    """Yield every way that is open to whoever may this."""
    for way in WAYS:
        asked = may_widely if way.is_wide else may
        if (way.runner is None or passes_to(way.runner)) and all(
            any(asked(action) for action in need.split("|")) for need in way.needs
        ):
            yield way


def _passing(runner: str, *needs: str, to: str) -> Way:
    return Way(
        does=f"hands roles to {to}",
        sentence=f"It can give any role to {to} and use that role's rights.",
        needs=needs,
        runner=f"{runner}.amazonaws.com",
    )


def _taking_over(thing: str, *needs: str) -> Way:
    return Way(
        does=f"takes over {thing}s",
        sentence=f"It can take over any {thing} and use the rights of its role.",
        needs=needs,
        is_wide=True,
    )


WAYS = (
    Way(
        "edits policies",
        "It can write a new version of a policy that it has itself.",
        ("iam:CreatePolicyVersion",),
    ),
    Way(
        "edits policies",
        "It can put an older version of a policy in force again.",
        ("iam:SetDefaultPolicyVersion",),
    ),
    Way("attaches policies", "It can attach any policy to a user, itself included.", ("iam:AttachUserPolicy",)),
    Way("attaches policies", "It can attach any policy to a group that it is in.", ("iam:AttachGroupPolicy",)),
    Way("attaches policies", "It can attach any policy to a role that it may use.", ("iam:AttachRolePolicy",)),
    Way("writes policies", "It can write a policy into a user, itself included.", ("iam:PutUserPolicy",)),
    Way("writes policies", "It can write a policy into a group that it is in.", ("iam:PutGroupPolicy",)),
    Way("writes policies", "It can write a policy into a role that it may use.", ("iam:PutRolePolicy",)),
    Way("joins groups", "It can add itself to a group that may more.", ("iam:AddUserToGroup",)),
    Way("opens roles", "It can let itself into a role by changing who may use it.", ("iam:UpdateAssumeRolePolicy",)),
    Way("makes keys for others", "It can make an access key for any user.", ("iam:CreateAccessKey",), is_wide=True),
    Way(
        "sets others' passwords",
        "It can give any user without a password one that it knows.",
        ("iam:CreateLoginProfile",),
        is_wide=True,
    ),
    Way("sets others' passwords", "It can change any user's password.", ("iam:UpdateLoginProfile",), is_wide=True),
    _passing(
        "lambda",
        "lambda:CreateFunction",
        "lambda:InvokeFunction|lambda:CreateEventSourceMapping|lambda:AddPermission|lambda:CreateFunctionUrlConfig",
        to="Lambda functions",
    ),
    _passing("ec2", "ec2:RunInstances|ec2:RequestSpotInstances", to="EC2 machines"),
    _passing("glue", "glue:CreateDevEndpoint", to="Glue endpoints"),
    _passing("glue", "glue:CreateJob|glue:UpdateJob", "glue:StartJobRun|glue:CreateTrigger", to="Glue jobs"),
    _passing(
        "cloudformation",
        "cloudformation:CreateStack|cloudformation:CreateStackSet|cloudformation:UpdateStackSet",
        to="CloudFormation stacks",
    ),
    _passing(
        "sagemaker",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:CreatePresignedNotebookInstanceUrl",
        to="SageMaker notebooks",
    ),
    _passing("sagemaker", "sagemaker:CreateTrainingJob|sagemaker:CreateProcessingJob", to="SageMaker jobs"),
    _passing(
        "codebuild", "codebuild:CreateProject", "codebuild:StartBuild|codebuild:StartBuildBatch", to="CodeBuild builds"
    ),
    _passing(
        "ecs-tasks",
        "ecs:RegisterTaskDefinition",
        "ecs:RunTask|ecs:StartTask|ecs:CreateService|ecs:UpdateService",
        to="ECS tasks",
    ),
    _passing(
        "datapipeline",
        "datapipeline:CreatePipeline",
        "datapipeline:PutPipelineDefinition",
        to="Data Pipeline jobs",
    ),
    _passing("tasks.apprunner", "apprunner:CreateService", to="App Runner services"),
    _passing(
        "bedrock-agentcore",
        "bedrock-agentcore:CreateCodeInterpreter",
        "bedrock-agentcore:InvokeCodeInterpreter",
        to="Bedrock code interpreters",
    ),
    _taking_over("Lambda function", "lambda:UpdateFunctionCode"),
    _taking_over("Glue endpoint", "glue:UpdateDevEndpoint"),
    _taking_over("SageMaker notebook", "sagemaker:CreatePresignedNotebookInstanceUrl"),
    _taking_over(
        "SageMaker notebook",
        "sagemaker:CreateNotebookInstanceLifecycleConfig",
        "sagemaker:StopNotebookInstance",
        "sagemaker:UpdateNotebookInstance",
        "sagemaker:StartNotebookInstance",
    ),
    _taking_over(
        "Bedrock code interpreter",
        "bedrock-agentcore:StartCodeInterpreterSession",
        "bedrock-agentcore:InvokeCodeInterpreter",
    ),
    _taking_over("CloudFormation stack", "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
    _taking_over("ECS task", "ecs:ExecuteCommand", "ecs:DescribeTasks"),
    _taking_over("EC2 machine", "ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"),
    _taking_over("EC2 machine", "ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"),
    _taking_over("EC2 machine", "ec2-instance-connect:SendSSHPublicKey", "ec2:DescribeInstances"),
)
"""The plainest first: the first that is open stands for all in a short line."""
