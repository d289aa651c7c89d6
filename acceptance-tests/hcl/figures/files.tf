terraform {
  required_providers {
    files = {
      source = "example/files"
    }
  }
}
provider "files" {
  folder = "@FOLDER@"
}
resource "files_file" "f" {
  count   = @COUNT@
  name    = "f${count.index}"
  content = "content ${count.index}"
}
