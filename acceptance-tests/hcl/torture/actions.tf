terraform {
  required_providers {
    torture = { source = "example/torture" }
  }
}

variable "steps" {
  type = number
}

action "torture_count" "some" {
  config {
    steps = var.steps
  }
}

action "torture_wait" "long" {}

resource "terraform_data" "counted" {
  input = var.steps

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.torture_count.some]
    }
  }
}
