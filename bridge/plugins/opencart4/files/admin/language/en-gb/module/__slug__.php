<?php
// What the list of modules shows.
$_['heading_title'] = '%%name|html%%';
