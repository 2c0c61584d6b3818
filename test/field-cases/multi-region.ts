import { arnOf } from './on-aws.ts';

/** The id of a multi-Region key, which its copies share. */
export const MRK = 'mrk-00000000000040008000717569636500';
/** How AWS describes a primary with one replica. */
export const copies = (primary: string, replica: string) => ({
  MultiRegion: true,
  MultiRegionConfiguration: {
    MultiRegionKeyType: 'PRIMARY',
    PrimaryKey: { Arn: arnOf({ region: primary, key_id: MRK }), Region: primary },
    ReplicaKeys: [{ Arn: arnOf({ region: replica, key_id: MRK }), Region: replica }],
  },
});
export const asReplica = (configuration: ReturnType<typeof copies>) => ({
  MultiRegion: true,
  MultiRegionConfiguration: { ...configuration.MultiRegionConfiguration, MultiRegionKeyType: 'REPLICA' },
});
