"""The AWS beneath: moto's server in a process of its own, as strict as AWS, with faults on demand."""
