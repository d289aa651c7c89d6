terraform {
  required_providers {
    torture = { source = "example/torture" }
  }
  provider_meta "torture" {
    module = "root"
  }
}
