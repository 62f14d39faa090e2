//! Counts the calls to DynamoDB: all calls, sequential calls and capacity units.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextMut,
    BeforeSerializationInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::{BatchGetItemInput, BatchGetItemOutput};
use aws_sdk_dynamodb::operation::get_item::{GetItemInput, GetItemOutput};
use aws_sdk_dynamodb::operation::put_item::{PutItemInput, PutItemOutput};
use aws_sdk_dynamodb::operation::query::{QueryInput, QueryOutput};
use aws_sdk_dynamodb::operation::scan::{ScanInput, ScanOutput};
use aws_sdk_dynamodb::operation::transact_write_items::{TransactWriteItemsInput, TransactWriteItemsOutput};
use aws_sdk_dynamodb::operation::update_item::{UpdateItemInput, UpdateItemOutput};
use aws_sdk_dynamodb::types::{
    Capacity, ConditionCheck, ConsumedCapacity, Delete, Put, ReturnConsumedCapacity, TransactWriteItem,
};
use aws_smithy_runtime_api::client::interceptors::context::{Input, Output};

use crate::reserved;

/// The counters since the last reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The calls by operation.
    pub calls: BTreeMap<&'static str, u32>,
    /// The IAM actions that the calls need; for a transaction, those of its writes.
    pub actions: BTreeSet<&'static str>,
    /// The queried indexes.
    pub indexes: BTreeSet<String>,
    /// The rounds of calls, one after another: concurrent calls count once.
    pub sequential: u32,
    /// The consumed read units.
    pub read_units: f64,
    /// The consumed write units of the table itself.
    pub write_units: f64,
    /// The consumed write units of its indexes.
    pub index_units: f64,
}

/// An interceptor that counts every call of a client.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    reading: Reading,
    in_flight: u32,
}

impl Meter {
    /// Returns and resets the counters.
    pub fn take(&self) -> Reading {
        std::mem::take(&mut self.0.lock().unwrap().reading)
    }

    fn count(&self, operation: &'static str, actions: &[&'static str]) {
        let reading = &mut self.0.lock().unwrap().reading;
        *reading.calls.entry(operation).or_default() += 1;
        reading.actions.extend(actions);
    }

    #[expect(clippy::float_arithmetic, reason = "the service reports its units as floats")]
    fn add_read(&self, capacity: Option<&ConsumedCapacity>) {
        let units = capacity.and_then(ConsumedCapacity::capacity_units).unwrap_or_default();
        self.0.lock().unwrap().reading.read_units += units;
    }

    #[expect(clippy::float_arithmetic, reason = "the service reports its units as floats")]
    fn add_write(&self, capacity: Option<&ConsumedCapacity>) {
        let units = capacity.and_then(ConsumedCapacity::capacity_units).unwrap_or_default();
        let on_table = capacity.and_then(ConsumedCapacity::table).and_then(Capacity::capacity_units);
        let on_table = on_table.unwrap_or_default();
        let reading = &mut self.0.lock().unwrap().reading;
        reading.write_units += on_table;
        reading.index_units += units - on_table;
    }

    fn before_call(&self, input: &mut Input) {
        let consumed = Some(ReturnConsumedCapacity::Indexes);
        if let Some(call) = input.downcast_mut::<GetItemInput>() {
            call.return_consumed_capacity = consumed;
            self.count("GetItem", &["GetItem"]);
        } else if let Some(call) = input.downcast_mut::<BatchGetItemInput>() {
            call.return_consumed_capacity = consumed;
            self.count("BatchGetItem", &["BatchGetItem"]);
        } else if let Some(call) = input.downcast_mut::<QueryInput>() {
            call.return_consumed_capacity = consumed;
            self.count("Query", &["Query"]);
            reserved::check([call.key_condition_expression(), call.filter_expression()]);
            self.0.lock().unwrap().reading.indexes.extend(call.index_name().map(str::to_owned));
        } else if let Some(call) = input.downcast_mut::<ScanInput>() {
            call.return_consumed_capacity = consumed;
            self.count("Scan", &["Scan"]);
        } else if let Some(call) = input.downcast_mut::<PutItemInput>() {
            call.return_consumed_capacity = consumed;
            self.count("PutItem", &["PutItem"]);
            reserved::check([call.condition_expression()]);
        } else if let Some(call) = input.downcast_mut::<UpdateItemInput>() {
            call.return_consumed_capacity = consumed;
            self.count("UpdateItem", &["UpdateItem"]);
            reserved::check([call.update_expression(), call.condition_expression()]);
        } else if let Some(call) = input.downcast_mut::<TransactWriteItemsInput>() {
            call.return_consumed_capacity = consumed;
            self.count("TransactWriteItems", &actions_of(call));
            call.transact_items().iter().for_each(|write| reserved::check(conditions_of(write)));
        } else {
            panic!("the meter does not support this call: {input:?}");
        }
    }

    fn after_call(&self, output: &Output) {
        if let Some(answer) = output.downcast_ref::<GetItemOutput>() {
            self.add_read(answer.consumed_capacity());
        } else if let Some(answer) = output.downcast_ref::<QueryOutput>() {
            self.add_read(answer.consumed_capacity());
        } else if let Some(answer) = output.downcast_ref::<ScanOutput>() {
            self.add_read(answer.consumed_capacity());
        } else if let Some(answer) = output.downcast_ref::<PutItemOutput>() {
            self.add_write(answer.consumed_capacity());
        } else if let Some(answer) = output.downcast_ref::<UpdateItemOutput>() {
            self.add_write(answer.consumed_capacity());
        } else if let Some(answer) = output.downcast_ref::<BatchGetItemOutput>() {
            answer.consumed_capacity().iter().for_each(|used| self.add_read(Some(used)));
        } else if let Some(answer) = output.downcast_ref::<TransactWriteItemsOutput>() {
            answer.consumed_capacity().iter().for_each(|used| self.add_write(Some(used)));
        }
    }
}

impl Intercept for Meter {
    fn name(&self) -> &'static str {
        "Meter"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let mut state = self.0.lock().unwrap();
        if state.in_flight == 0 {
            state.reading.sequential += 1;
        }
        state.in_flight += 1;
        Ok(())
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.before_call(context.input_mut());
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Ok(output) = context.output_or_error() {
            self.after_call(output);
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        _: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.lock().unwrap().in_flight -= 1;
        Ok(())
    }
}

fn actions_of(call: &TransactWriteItemsInput) -> Vec<&'static str> {
    let writes = call.transact_items().iter();
    let action = |write: &TransactWriteItem| match (write.put(), write.delete(), write.condition_check()) {
        (Some(_), _, _) => "PutItem",
        (_, Some(_), _) => "DeleteItem",
        (_, _, Some(_)) => "ConditionCheckItem",
        (None, None, None) => "UpdateItem",
    };
    writes.map(action).collect()
}

fn conditions_of(write: &TransactWriteItem) -> [Option<&str>; 3] {
    [
        write.put().and_then(Put::condition_expression),
        write.delete().and_then(Delete::condition_expression),
        write.condition_check().map(ConditionCheck::condition_expression),
    ]
}
