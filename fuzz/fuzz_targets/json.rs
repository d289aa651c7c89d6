//! `cargo fuzz run json`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| terraform_provider_appservices_fuzz::json(bytes));
