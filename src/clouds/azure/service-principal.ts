import Type from 'typebox';
import { observed } from '../../facts/declare.ts';
import { object, text } from '../../input/shapes.ts';

/** The service principal of an application in the customer's directory. */
export const ServicePrincipal = object({
  object_id: observed(text, ['graph:GetServicePrincipal']),
  /** Object ids of the groups that it is in, directly or through others. */
  groups: observed(Type.Array(text), ['graph:ListGroups']),
});
export type ServicePrincipal = Type.Static<typeof ServicePrincipal>;
