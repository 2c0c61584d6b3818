import { matching } from '../../../collect/reply.ts';

const HEX = '[0-9a-f]';
/** Without anchors, for use within a longer expression. */
export const GUID_FORM = `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`;
export const GUID = new RegExp(`^${GUID_FORM}$`, 'i');

export const isGuid = (text: string): boolean => GUID.test(text);
export const guid = matching(GUID, 'a guid');
