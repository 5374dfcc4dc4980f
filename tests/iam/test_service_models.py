"""AWS's descriptions of its services, kept small: nothing that a client needs is missing from them."""

from pathlib import Path

import pytest
from botocore.session import Session, get_session

from iam import service_models
from iam.service_models import read_lean


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "us-gov-west-1", "cn-north-1"])
@pytest.mark.parametrize("service", ["iam", "sts", "ses"])
def test_a_client_is_the_one_that_botocore_makes_by_itself(service: str, region: str) -> None:
    theirs, ours = (made.create_client(service, region) for made in (get_session(), read_lean(get_session())))
    assert ours.meta.endpoint_url == theirs.meta.endpoint_url
    assert ours.meta.method_to_api_mapping == theirs.meta.method_to_api_mapping
    for operation in theirs.meta.service_model.operation_names:
        mine, model = (each.meta.service_model.operation_model(operation) for each in (ours, theirs))
        for shape in ("input_shape", "output_shape"):
            one, other = getattr(mine, shape), getattr(model, shape)
            assert (one and set(one.members)) == (other and set(other.members))
            assert (one and one.metadata) == (other and other.metadata)


def test_the_documentation_and_other_services_are_not_kept() -> None:
    loader = read_lean(get_session()).get_component("data_loader")
    assert "documentation" not in loader.load_service_model("iam", "service-2")["operations"]["CreateUser"]
    for partition in loader.load_data("endpoints")["partitions"]:
        assert set(partition["services"]) <= set(service_models.SERVICES)


def test_sessions_share_what_was_read() -> None:
    one, other = (read_lean(get_session()).get_component("data_loader") for _ in range(2))
    assert one is other


def test_a_data_path_of_one_s_own_comes_first(tmp_path: Path) -> None:
    (tmp_path / "endpoints.json").write_text('{"partitions": []}')
    session = Session()
    session.set_config_variable("data_path", str(tmp_path))
    assert read_lean(session).get_component("data_loader").load_data("endpoints") == {"partitions": []}
