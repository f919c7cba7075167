import './recognition';
import './explanations';
import './navigation';
import './edits';
import './bigLog';
import './largeLog';
import './crash';
