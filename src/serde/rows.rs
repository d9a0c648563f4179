use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::tables::columns;
use crate::{Column, Record, Service};

impl Serialize for Record {
    /// All twelve columns, under the keys of [`Column::key`]. What stands in no cell is `null`; the
    /// description is a text always, and is what [`Record::description`] gives.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let record = *self;
        let mut row = serializer.serialize_struct("Record", Column::ALL.len())?;
        row.serialize_field(Column::ServiceName.key(), &record.name())?;
        row.serialize_field(Column::PortNumber.key(), &record.ports())?;
        row.serialize_field(Column::TransportProtocol.key(), &record.protocol())?;
        row.serialize_field(Column::Description.key(), record.description())?;
        row.serialize_field(Column::Assignee.key(), &record.assignee())?;
        row.serialize_field(Column::Contact.key(), &record.contact())?;
        row.serialize_field(Column::RegistrationDate.key(), &record.registration_date())?;
        row.serialize_field(Column::ModificationDate.key(), &record.modification_date())?;
        row.serialize_field(Column::Reference.key(), &columns::reference(record.index()))?;
        row.serialize_field(Column::ServiceCode.key(), &record.service_code())?;
        row.serialize_field(
            Column::UnauthorizedUseReported.key(),
            &record.unauthorized_use(),
        )?;
        row.serialize_field(Column::AssignmentNotes.key(), &record.notes())?;
        row.end()
    }
}

impl Serialize for Service {
    /// The same as its [`Record`].
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.record().serialize(serializer)
    }
}
