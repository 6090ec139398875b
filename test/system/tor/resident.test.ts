/** The private Tor network once more, with one resident process in place of one for each connection. */
import '../../support/programs/resident-mode.js';
import './tor.test.js';
