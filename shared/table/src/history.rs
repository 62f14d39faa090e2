//! What follows from a change of a voucher, told by the table's stream: its history record, and what others are told.

use domain::Fault;
use domain::claim::RedeemedVoucher;
use domain::voucher::Event;
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table};
use crate::item;
use crate::keys::{self, Key};
use crate::voucher::{LastEvent, VoucherRecord};

/// One line of an aggregate's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The revision it led to.
    pub rev: u64,
    /// The status it led to.
    pub status: String,
    /// What happened, when, by whom.
    #[serde(flatten)]
    pub last: LastEvent,
    /// The chain's head after it.
    pub head: String,
}

/// What a new image on the stream tells.
#[derive(Clone, Debug)]
pub struct Retelling {
    key: Key,
    /// The line of history.
    pub recorded: Recorded,
    /// What the claims queue is told, when this was a redemption.
    pub redeemed: Option<RedeemedVoucher>,
}

impl Retelling {
    /// Reads a new image; nothing for items that have no history of their own.
    ///
    /// # Errors
    /// [`Fault::Corrupt`] when a voucher's image cannot be understood.
    pub fn of(image: serde_dynamo::Item) -> Result<Option<Self>, Fault> {
        let text = |name: &str| match image.get(name) {
            Some(serde_dynamo::AttributeValue::S(text)) => text.clone(),
            Some(_) | None => String::new(),
        };
        let (pk, sk) = (text("pk"), text("sk"));
        if sk != keys::VOUCHER {
            return Ok(None);
        }
        let read = serde_dynamo::from_item(image);
        let record: VoucherRecord = read.map_err(|error| Fault::corrupt(format!("{pk}/{sk}"), &error))?;
        let was_redemption = matches!(record.last_event.event, Event::Redeemed { .. });
        Ok(Some(Self {
            key: Key::history(&pk, keys::VOUCHER, record.rev),
            redeemed: record.voucher.redeemed().filter(|_| was_redemption),
            recorded: Recorded {
                rev: record.rev,
                status: record.voucher.stored_status().as_str().to_owned(),
                last: record.last_event,
                head: record.head,
            },
        }))
    }
}

impl Table {
    /// Writes the line of history, once.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub async fn record(&self, retelling: &Retelling) -> Result<(), Fault> {
        let item = item::write(&retelling.key, &retelling.recorded)?;
        match self.put_if(item, Condition::absent()).await {
            Ok(()) | Err(Fault::LostRace) => Ok(()),
            Err(fault @ (Fault::Unavailable { .. } | Fault::Corrupt { .. })) => Err(fault),
        }
    }

    /// The history of a voucher, oldest first.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read or a line cannot be understood.
    pub async fn history(&self, number: &domain::VoucherNumber) -> Result<Vec<Recorded>, Fault> {
        self.query(keys::voucher_pk(number), "H#V#").await
    }
}
