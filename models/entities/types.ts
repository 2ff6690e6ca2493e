/** What is named in a text, with its place in UTF-16 units, end exclusive. */
export const ENTITY_KINDS = [
  'url',
  'email',
  'mention',
  'list',
  'hashtag',
  'cashtag',
  'phone',
  'order_number',
  'product',
  'brand',
  'competitor',
] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

export interface Entity {
  readonly kind: EntityKind;
  readonly start: number;
  readonly end: number;
  /**
   * mention: `name`, or `name@server` for the fediverse; list: `name/list`; hashtag and cashtag without their sign;
   * phone: E.164 where the number tells its country, else digits; catalogue kinds: the id of the item; else as written.
   */
  readonly value: string;
}
