package config

func emrOptions(e *EMR) []Option {
	ebs := new(EBS)
	e.Jobflow.CoreInstanceEBS = ebs
	const job = "aws.emr.jobflow."
	return []Option{
		{Key: "aws.emr", Type: Section, Need: NeedEMR, Since: "0.17", Help: "The cluster of engine emr."},
		{Key: "aws.emr.ami_version", Type: Text, Need: NeedEMR, into: &e.AMIVersion, Since: "0.17", Help: "EMR release.", Example: "5.9.0"},
		{Key: "aws.emr.region", Type: Text, Need: NeedEMR, into: &e.Region, Since: "0.17", Help: "Region of the cluster.", Example: "eu-west-1"},
		{Key: "aws.emr.jobflow_role", Type: Text, Need: NeedEMR, into: &e.JobflowRole, Since: "0.14", Help: "Instance profile of the nodes.", Example: "EMR_EC2_DefaultRole"},
		{Key: "aws.emr.service_role", Type: Text, Need: NeedEMR, into: &e.ServiceRole, Since: "0.14", Help: "Role of the service.", Example: "EMR_DefaultRole"},
		{Key: "aws.emr.placement", Type: Text, into: &e.Placement, Since: "0.17", Help: "Availability zone; overrides the region.", Example: "eu-west-1a"},
		{Key: "aws.emr.ec2_subnet_id", Type: Text, into: &e.SubnetID, Since: "0.6", Help: "Subnet; wins over placement."},
		{Key: "aws.emr.ec2_key_name", Type: Text, Need: NeedEMR, into: &e.KeyName, Since: "0.17", Help: "SSH key of the nodes."},
		{Key: "aws.emr.security_configuration", Type: Text, into: &e.SecurityConfiguration, Since: "0.33.0", Help: "Name of an EMR security configuration; wins over the section encryption."},
		{Key: "aws.emr.bootstrap", Type: Texts, into: &e.Bootstrap, Since: "0.13", Help: "Scripts that run on each node first.", Example: "[]"},
		{Key: "aws.emr.software", Type: Section, Need: NeedEMR, Since: "0.8", Help: "Obsolete cluster software."},
		{Key: "aws.emr.software.hbase", Type: Text, into: &e.Software.HBase, Since: "0.8", Help: "Version of HBase."},
		{Key: "aws.emr.software.lingual", Type: Text, into: &e.Software.Lingual, Since: "0.8", Help: "Version of Lingual."},
		{Key: "aws.emr.jobflow", Type: Section, Need: NeedEMR, Since: "0.17", Help: "The cluster's name and nodes."},
		{Key: job + "job_name", Type: Text, Need: NeedEMR, into: &e.Jobflow.JobName, Since: "0.17", Help: "Name of the cluster.", Example: "Snowplow ETL"},
		{Key: job + "master_instance_type", Type: Text, Need: NeedEMR, into: &e.Jobflow.MasterInstanceType, Since: "0.17", Help: "Type of the master node.", Example: "m1.medium"},
		{Key: job + "core_instance_count", Type: Count, Need: NeedEMR, into: &e.Jobflow.CoreInstanceCount, Since: "0.17", Help: "Number of core nodes, at least 1.", Example: "2"},
		{Key: job + "core_instance_type", Type: Text, Need: NeedEMR, into: &e.Jobflow.CoreInstanceType, Since: "0.17", Help: "Type of core nodes.", Example: "m1.medium"},
		{Key: job + "core_instance_bid", Type: Number, into: &e.Jobflow.CoreInstanceBid, Since: "0.36.0", Help: "Spot price of core nodes; none = on demand."},
		{Key: job + "core_instance_ebs", Type: Section, Since: "0.23", unset: func() { e.Jobflow.CoreInstanceEBS = nil }, Help: "Disk of core nodes."},
		{Key: job + "core_instance_ebs.volume_size", Type: Whole, Need: Required, into: &ebs.VolumeSize, Since: "0.23", Help: "Size in GB.", Example: "100"},
		{Key: job + "core_instance_ebs.volume_type", Type: Text, Need: Required, Values: []string{"standard", "gp2", "gp3", "io1", "io2", "st1", "sc1"}, into: &ebs.VolumeType, Since: "0.23", Help: "Type of disk."},
		{Key: job + "core_instance_ebs.volume_iops", Type: Whole, into: &ebs.VolumeIOPS, Since: "0.23", Help: "Operations per second, with io1.", Example: "400"},
		{Key: job + "core_instance_ebs.ebs_optimized", Type: Bool, Default: "true", into: &ebs.Optimized, Since: "0.23", Help: "Dedicated bandwidth to disks."},
		{Key: job + "task_instance_count", Type: Count, Need: NeedEMR, into: &e.Jobflow.TaskInstanceCount, Since: "0.3", Help: "Number of task nodes.", Example: "0"},
		{Key: job + "task_instance_type", Type: Text, Need: NeedEMR, into: &e.Jobflow.TaskInstanceType, Since: "0.3", Help: "Type of task nodes.", Example: "m1.medium"},
		{Key: job + "task_instance_bid", Type: Number, into: &e.Jobflow.TaskInstanceBid, Since: "0.3", Help: "Spot price of task nodes; none = on demand.", Example: "0.015"},
		{Key: "aws.emr.bootstrap_failure_tries", Type: Count, Need: NeedEMR, into: &e.BootstrapFailureTries, Since: "0.17", Help: "Attempts in total when bootstrapping the cluster fails.", Example: "3"},
		{Key: "aws.emr.configuration", Type: TextMaps, into: &e.Configuration, Since: "0.26", Help: "Classifications of the cluster's software.", Example: `{yarn-site: {"yarn.resourcemanager.am.max-attempts": "1"}}`},
		{Key: "aws.emr.additional_info", Type: Text, into: &e.AdditionalInfo, Since: "0.21", Help: "JSON text passed through."},
	}
}
