#![doc = include_str!("ARCHITECTURE.md")]

// The fuzz targets name the library from outside, also where its own tests run them.
#[cfg(test)]
extern crate self as appservices_provider;

#[cfg(feature = "client")]
pub mod admin_api;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "emulator")]
pub mod emulator;
pub mod engine;
#[cfg(test)]
mod house;
#[cfg(feature = "plugin")]
pub mod plugin;
pub mod provider;
#[cfg(feature = "client")]
pub mod resources;
#[cfg(test)]
mod testing;
