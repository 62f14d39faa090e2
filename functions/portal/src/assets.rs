//! Style sheet, scripts and icon, under names that carry their digest, so that a browser keeps each for a year.

use std::sync::OnceLock;

use lambda_http::http::HeaderValue;
use ring::digest::{SHA256, digest};

use crate::reply::Reply;

/// The path of all assets.
const FOLDER: &str = "/assets/";
/// The hexadecimal digits of the digest in a name.
const DIGITS: usize = 8;

/// A file.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    stem: &'static str,
    extension: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
}

const ASSETS: [Asset; 5] = [
    Asset {
        stem: "portal",
        extension: "css",
        content_type: "text/css; charset=utf-8",
        bytes: include_bytes!("../assets/portal.css"),
    },
    Asset {
        stem: "portal",
        extension: "js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../assets/portal.js"),
    },
    Asset {
        stem: "upload",
        extension: "js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../assets/upload.js"),
    },
    Asset {
        stem: "hash-worker",
        extension: "js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../assets/hash-worker.js"),
    },
    Asset {
        stem: "icon",
        extension: "svg",
        content_type: "image/svg+xml",
        bytes: include_bytes!("../assets/icon.svg"),
    },
];

/// The address of an asset, `portal.css` for example.
pub fn address(name: &str) -> String {
    let found = ASSETS.iter().zip(names()).find(|(asset, _)| format!("{}.{}", asset.stem, asset.extension) == name);
    found.map(|(_, address)| address.clone()).unwrap_or_default()
}

fn names() -> &'static [String] {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    NAMES.get_or_init(|| ASSETS.iter().map(name).collect())
}

fn name(asset: &Asset) -> String {
    let digest = hex::encode(digest(&SHA256, asset.bytes));
    let digits = digest.get(..DIGITS).unwrap_or_default();
    format!("{FOLDER}{}-{digits}.{}", asset.stem, asset.extension)
}

/// An asset that was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    asset: Asset,
    is_current: bool,
}

/// The asset at a path. A name with another digest, of a page from before a deployment, gets the present file.
pub fn find(path: &str) -> Option<Found> {
    let (stem, extension) = path.strip_prefix(FOLDER)?.rsplit_once('.')?;
    let (stem, _) = stem.rsplit_once('-')?;
    let (asset, current) =
        ASSETS.iter().zip(names()).find(|(asset, _)| asset.stem == stem && asset.extension == extension)?;
    Some(Found { asset: *asset, is_current: current == path })
}

impl Found {
    /// The reply: for a year under its own name, not stored under an old one.
    pub fn reply(self) -> Reply {
        let cache = if self.is_current { "public, max-age=31536000, immutable" } else { "no-store" };
        let content_type = HeaderValue::from_static(self.asset.content_type);
        Reply::bytes(content_type, HeaderValue::from_static(cache), self.asset.bytes)
    }
}
