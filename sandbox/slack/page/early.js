/* Follows the feed at once, while the rest of the page is still on its way. */

import { follow } from "./feed.js";

follow();
