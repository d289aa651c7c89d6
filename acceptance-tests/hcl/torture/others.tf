# The output of this resource is unknown whenever its input changes.
resource "terraform_data" "later" {
  input = "round @ROUND@"
}

data "torture_echo" "heard" {
  said = [terraform_data.later.output, 0.1, null]
}
