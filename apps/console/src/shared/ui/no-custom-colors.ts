/**
 * Takes the place of @ctrl/tinycolor (6 KB on the sign-in page), which Element Plus needs only for the `color` property of buttons and
 * menus. Our colours come from the token sheet, where their contrast is tested.
 */
export class TinyColor {
  constructor() {
    throw new Error('The color property is not supported: use the types of the token sheet')
  }
}
