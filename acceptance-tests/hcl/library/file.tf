terraform {
  required_providers {
    files = { source = "example/files" }
  }
}

provider "files" {
  folder = "./notes"
}

resource "files_file" "f" {
  name    = "@NAME@"
  content = "@CONTENT@"
}
