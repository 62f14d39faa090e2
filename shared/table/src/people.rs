//! The people of a company: one item for each, derived from the stream (PROGRAM.md 1.4, DECISIONS.md 55).

use std::collections::{BTreeMap, HashMap};

use domain::people::Person;
use domain::{Actor, CompanyId, Fault, Name, Role};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::client::{Condition, Table};
use crate::item::{self, Item, text};
use crate::keys::{self, Key, PEOPLE};
use crate::record::LastEvent;
use crate::summary::sortable_instant;

/// The number of keys of one read.
const PEOPLE_AT_ONCE: usize = 100;

/// A person who acted for a company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The company.
    pub company: CompanyId,
    /// The person, as the act shows them.
    pub person: Person,
}

/// The stored shape of a person.
#[derive(Debug, Serialize, Deserialize)]
struct StoredPerson {
    person: Actor,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Name>,
    roles: Vec<Role>,
    /// Of fixed width, so that a condition can compare it.
    seen_at: String,
}

impl Sighting {
    /// The actor of an event; `None` for systems and for people without a company.
    pub(crate) fn of<E>(event: &LastEvent<E>) -> Option<Self> {
        let membership = event.membership.clone()?;
        let (person, name) = (event.by.clone(), event.by_name.clone());
        let person = Person { person, name, roles: membership.roles, seen_at: event.at };
        Some(Self { company: membership.company, person })
    }

    /// The newest sighting of each person, in the order of their keys: every delivery of a batch writes in one order.
    fn newest(sightings: Vec<Self>) -> BTreeMap<Key, Person> {
        let mut newest: BTreeMap<Key, Person> = BTreeMap::new();
        for Self { company, person } in sightings {
            let key = Key::person(&company, &person.person);
            if newest.get(&key).is_none_or(|known| known.seen_at < person.seen_at) {
                newest.insert(key, person);
            }
        }
        newest
    }
}

/// The item of a person.
pub(crate) fn write(key: &Key, person: &Person) -> Result<Item, Fault> {
    let Person { person, name, roles, seen_at } = person.clone();
    item::write(key, &StoredPerson { person, name, roles, seen_at: sortable_instant(seen_at) })
}

/// The person of an item.
pub(crate) fn read(item: Item) -> Result<Person, Fault> {
    let key = item::key_of(&item);
    let StoredPerson { person, name, roles, seen_at } = item::read(item)?;
    let seen_at: Timestamp = seen_at.parse().map_err(|_| Fault::corrupt(key, &"seen_at is no instant"))?;
    Ok(Person { person, name, roles, seen_at })
}

impl Table {
    /// Stores who acted for companies, where it is news: a later day, another name, other roles. The known people are
    /// read first, at half a unit each, because a failed conditional write costs as much as a write. A late or repeated
    /// sighting changes nothing.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be reached.
    pub async fn record_people(&self, sightings: Vec<Sighting>) -> Result<(), Fault> {
        let newest: Vec<(Key, Person)> = Sighting::newest(sightings).into_iter().collect();
        for people in newest.chunks(PEOPLE_AT_ONCE) {
            let keys: Vec<Key> = people.iter().map(|(key, _)| key.clone()).collect();
            let stored = self.batch_get_eventually(&keys).await?;
            // An unreadable item counts as unknown: the write replaces it.
            let known = stored.into_iter().filter_map(|item| Some((Key::of(&item)?, read(item).ok()?)));
            let mut known: HashMap<Key, Person> = known.collect();
            for (key, seen) in people {
                let news = known.remove(key).map_or_else(|| Some(seen.clone()), |known| known.after(seen.clone()));
                if let Some(person) = news {
                    self.put_person(key, &person).await?;
                }
            }
        }
        Ok(())
    }

    /// Writes a person, unless a later act is stored meanwhile.
    async fn put_person(&self, key: &Key, person: &Person) -> Result<(), Fault> {
        let values = HashMap::from([(":seen_at".to_owned(), text(sortable_instant(person.seen_at)))]);
        let expression = "attribute_not_exists(seen_at) OR seen_at < :seen_at".to_owned();
        self.put_when(write(key, person)?, Condition { expression, values: Some(values) }).await.map(drop)
    }

    /// The people who acted for a company, in no particular order, and the faults of unreadable items.
    ///
    /// # Errors
    /// [`Fault`] when the table cannot be read.
    pub async fn people(&self, company: &CompanyId) -> Result<(Vec<Person>, Vec<Fault>), Fault> {
        let items = self.query_items(keys::company_pk(company), PEOPLE).await?;
        Ok(item::readable(items.into_iter().map(read)))
    }
}

#[cfg(test)]
mod tests;
