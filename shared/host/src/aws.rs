//! The AWS clients. They share one HTTP client with TLS by rustls on ring: with the SDK's default provider the first
//! call of a process costs twenty times the CPU. Credentials and region come from the environment, which Lambda sets;
//! no provider chain is probed. The local cloud differs only in its endpoints, set by the SDK's variables
//! (`AWS_ENDPOINT_URL_DYNAMODB`, ...).

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Builder as HttpBuilder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use std::time::Duration;

use crate::env::{StartError, variable};

/// The timeout of one attempt of a call (DECISIONS.md 33).
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);
/// The most attempts of a call, with the SDK's exponential backoff.
const ATTEMPTS: u32 = 4;
/// The timeout of a call with all its attempts. Two sequential calls end before the invocation times out, so that the
/// caller gets a 503 (DECISIONS.md 33).
const CALL_TIMEOUT: Duration = Duration::from_secs(6);

/// The timeout of a call that sends a mail. It is longer than for other calls: a mail whose response comes later is sent
/// again, and a function has 30 seconds for the mail in progress (DECISIONS.md 33).
#[cfg(feature = "ses")]
const MAIL_TIMEOUT: Duration = Duration::from_secs(15);

/// The configuration that all clients of a process share.
#[derive(Clone, Debug)]
pub struct Aws {
    config: SdkConfig,
    /// The endpoint of every service, instead of those in the environment.
    endpoint: Option<String>,
}

impl Aws {
    /// Reads region and credentials from the environment.
    ///
    /// # Errors
    /// [`StartError::Missing`] with the missing variables.
    pub fn from_env() -> Result<Self, StartError> {
        const NAMES: [&str; 3] = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
        let found = NAMES.map(variable);
        let [Some(region), Some(key), Some(secret)] = &found else {
            let missing = NAMES.into_iter().zip(&found).filter_map(|(name, value)| value.is_none().then_some(name));
            return Err(StartError::Missing(missing.collect()));
        };
        let session = variable("AWS_SESSION_TOKEN");
        let credentials = Credentials::new(key, secret, session, None, "environment");
        Ok(Self { config: config(region.clone(), credentials), endpoint: None })
    }

    /// A configuration with this region and these credentials, for tools and tests.
    pub fn with(region: &str, key: &str, secret: &str) -> Self {
        let credentials = Credentials::new(key, secret, None, None, "given");
        Self { config: config(region.to_owned(), credentials), endpoint: None }
    }

    /// Sets the endpoint of every service, which overrides the environment.
    #[must_use]
    pub fn at(self, endpoint: &str) -> Self {
        Self { endpoint: Some(endpoint.to_owned()), ..self }
    }

    /// The endpoint of a service: the configured one, else the SDK's variable for the service, else that for all
    /// services.
    #[cfg(any(feature = "dynamodb", feature = "s3", feature = "ses", feature = "sqs"))]
    fn endpoint(&self, service: &str) -> Option<String> {
        let of_service = || variable(&format!("AWS_ENDPOINT_URL_{service}"));
        self.endpoint.clone().or_else(of_service).or_else(|| variable("AWS_ENDPOINT_URL"))
    }

    /// A client of DynamoDB.
    #[cfg(feature = "dynamodb")]
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::from_conf(self.dynamodb_config().build())
    }

    /// The configuration of a client of DynamoDB, for tools that replace a part of it: its timeouts and attempts are
    /// those of production.
    #[cfg(feature = "dynamodb")]
    pub fn dynamodb_config(&self) -> aws_sdk_dynamodb::config::Builder {
        let mut config = aws_sdk_dynamodb::config::Builder::from(&self.config);
        config.set_endpoint_url(self.endpoint("DYNAMODB"));
        config
    }

    /// A client of S3. A configured endpoint has no host name per bucket, so that the bucket goes into the path.
    #[cfg(feature = "s3")]
    pub fn s3(&self) -> aws_sdk_s3::Client {
        use aws_sdk_s3::config::{RequestChecksumCalculation, ResponseChecksumValidation};
        let endpoint = self.endpoint("S3");
        let mut config = aws_sdk_s3::config::Builder::from(&self.config)
            .force_path_style(endpoint.is_some())
            // Uploads are signed with the announced SHA-256; the SDK must not add another checksum.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        config.set_endpoint_url(endpoint);
        aws_sdk_s3::Client::from_conf(config.build())
    }

    /// A client of SES without retries: a call whose response was lost may have sent the mail (DECISIONS.md 39).
    #[cfg(feature = "ses")]
    pub fn ses(&self) -> aws_sdk_sesv2::Client {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(MAIL_TIMEOUT).operation_timeout(MAIL_TIMEOUT);
        let mut config = aws_sdk_sesv2::config::Builder::from(&self.config)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts.build());
        config.set_endpoint_url(self.endpoint("SESV2"));
        aws_sdk_sesv2::Client::from_conf(config.build())
    }

    /// A client of SQS.
    #[cfg(feature = "sqs")]
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        let mut config = aws_sdk_sqs::config::Builder::from(&self.config);
        config.set_endpoint_url(self.endpoint("SQS"));
        aws_sdk_sqs::Client::from_conf(config.build())
    }
}

fn config(region: String, credentials: Credentials) -> SdkConfig {
    let http = HttpBuilder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let timeouts =
        TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT_TIMEOUT).operation_timeout(CALL_TIMEOUT).build();
    SdkConfig::builder()
        .behavior_version(behavior())
        .region(Region::new(region))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http)
        .sleep_impl(aws_smithy_async::rt::sleep::TokioSleep::new())
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .timeout_config(timeouts)
        .build()
}

/// The pinned version of the SDK's defaults: a newer SDK must not change them.
fn behavior() -> BehaviorVersion {
    BehaviorVersion::v2026_01_12()
}
