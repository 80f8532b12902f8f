package parquet

import (
	"fmt"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/camonica/camonica/load"
)

// physical says how a type is stored.
func physical(t load.Type) format.Type {
	switch t {
	case load.Int, load.Date:
		return format.Int32
	case load.BigInt, load.Timestamp, load.Decimal:
		return format.Int64
	case load.Double:
		return format.Double
	case load.Bool:
		return format.Boolean
	case load.UUID:
		return format.FixedLenByteArray
	}
	return format.ByteArray
}

// element describes a column in the file's schema.
func element(c load.Column) format.SchemaElement {
	e := format.SchemaElement{
		Name:           c.Name,
		Type:           thrift.New(physical(c.Type)),
		RepetitionType: thrift.New(format.Optional),
	}
	switch c.Type {
	case load.Text:
		e.ConvertedType = thrift.New(deprecated.UTF8)
		e.LogicalType.Value = &format.StringType{}
	case load.JSON:
		e.ConvertedType = thrift.New(deprecated.Json)
		e.LogicalType.Value = &format.JsonType{}
	case load.Decimal:
		e.ConvertedType = thrift.New(deprecated.Decimal)
		e.Precision, e.Scale = thrift.New[int32](18), thrift.New[int32](load.DecimalScale)
		e.LogicalType.Value = &format.DecimalType{Precision: 18, Scale: load.DecimalScale}
	case load.Timestamp:
		e.LogicalType.Value = &format.TimestampType{Unit: format.TimeUnit{Value: &format.MicroSeconds{}}}
	case load.Date:
		e.ConvertedType = thrift.New(deprecated.Date)
		e.LogicalType.Value = &format.DateType{}
	case load.UUID:
		e.TypeLength = thrift.New[int32](16)
		e.LogicalType.Value = &format.UUIDType{}
	}
	return e
}

// column reads a schema element back; nullable is not known from it.
func column(e *format.SchemaElement) (load.Column, error) {
	c := load.Column{Name: e.Name, Nullable: true}
	switch e.LogicalType.Value.(type) {
	case *format.StringType:
		c.Type = load.Text
	case *format.JsonType:
		c.Type = load.JSON
	case *format.DecimalType:
		c.Type = load.Decimal
	case *format.TimestampType:
		c.Type = load.Timestamp
	case *format.DateType:
		c.Type = load.Date
	case *format.UUIDType:
		c.Type = load.UUID
	case nil:
		switch e.Type.V {
		case format.Int32:
			c.Type = load.Int
		case format.Int64:
			c.Type = load.BigInt
		case format.Double:
			c.Type = load.Double
		case format.Boolean:
			c.Type = load.Bool
		default:
			return c, fmt.Errorf("parquet: column %s has a type that we don't write", c.Name)
		}
	default:
		return c, fmt.Errorf("parquet: column %s has a type that we don't write", c.Name)
	}
	if physical(c.Type) != e.Type.V || e.RepetitionType.V != format.Optional || e.NumChildren.V != 0 {
		return c, fmt.Errorf("parquet: column %s has a form that we don't write", c.Name)
	}
	return c, nil
}
