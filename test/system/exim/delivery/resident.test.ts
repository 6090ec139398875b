/** The deliveries by Exim once more, with one resident process in place of one for each connection. */
import '../../../support/programs/resident-mode.js';
import './delivery.test.js';
import './onions.test.js';
import '../guard/refusals.test.js';
import './tls.test.js';
