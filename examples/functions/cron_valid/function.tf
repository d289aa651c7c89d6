variable "schedule" {
  type    = string
  default = "0 8 * * MON-FRI"

  validation {
    condition     = provider::appservices::cron_valid(var.schedule)
    error_message = "The schedule must be a CRON expression of five fields."
  }
}
