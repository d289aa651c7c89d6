variable "draft_id" {
  type    = string
  default = null
}

data "appservices_draft_diff" "example" {
  count    = var.draft_id == null ? 0 : 1
  app_id   = appservices_app.example.id
  draft_id = var.draft_id
}

output "draft_diff" {
  value = flatten(data.appservices_draft_diff.example[*].diffs)
}
