1795448342@00/00-25004-31B987F3@00/00-03736-F4101B54@00/00-04532-A3456B54@R@bob@example.net@alice@example.com@203.0.113.9@550@esmtp@default@default
| momentum
|^^^^^^^^^ time
|          ^^^^^^^^^^^^^^^^^^^^ queueId
|                                                                                           ^^^^^^^^^^^^^^^^^ sender
|                                                                           ^^^^^^^^^^^^^^^ recipient
1795448343@20/00-25593-945A87F3@00/00-03736-F4101B54@00/00-04532-A3456B54@D@example.org@266@group-a@binding-a@0@0.393@198.51.100.7
| momentum relayed
|^^^^^^^^^ time
|          ^^^^^^^^^^^^^^^^^^^^ queueId
|                                                                           ^^^^^^^^^^^ relay
1795448344@00/00-25593-CBD987F3@00/00-03736-F4101B54@00/00-04532-A3456B54@T@example.org@0@group-a@binding-a@15@0@18.53@198.51.100.7@421 4.3.2 Closing, write to help@example.org
| momentum delayed
|^^^^^^^^^ time
|          ^^^^^^^^^^^^^^^^^^^^ queueId
|                                                                           ^^^^^^^^^^^ relay
|                                                                                                                                   ^^^ 421 4.3.2 remote to @example.org
1795448345@10/00-25593-393A87F3@00/00-03736-F4101B54@00/00-04532-A3456B54@P@example.org@250@group-a@binding-a@5@1@3.89@198.51.100.7@552 No such account
| momentum failed
|^^^^^^^^^ time
|          ^^^^^^^^^^^^^^^^^^^^ queueId
|                                                                           ^^^^^^^^^^^ relay
|                                                                                                                                   ^^^ 552 remote to such account
1795448346@91/6D-07914-E67BC044@00/00-03736-F4101B54@00/00-04532-A3456B54@B@bob@example.net@alice@example.com@group-a@binding-a@21@24@550@198.51.100.7@554 5.4.7 [internal] exceeded max time without delivery
| momentum failed
|^^^^^^^^^ time
|          ^^^^^^^^^^^^^^^^^^^^ queueId
|                                                                                           ^^^^^^^^^^^^^^^^^ sender
|                                                                           ^^^^^^^^^^^^^^^ recipient
|                                                                                                                                                      ^^^ 554 5.4.7 server to out delivery
1795448347@@@@M
| momentum
|^^^^^^^^^ time
1795448348: R="203.0.113.9:42601" L="192.0.2.1:25" C="18/00-07149-D7E16B94" PATH="default" P="awaiting mailfrom" E=550 M=scriptlet CTXMESS=[mailfrom_domain=,mailfrom_string="MAIL FROM:<>"] relaying denied
| momentum
|^^^^^^^^^ time
|                                                     ^^^^^^^^^^^^^^^^^^^^ queueId
|              ^^^^^^^^^^^ relay
|                                                                                                                  ^^^ 550 server to 550
1795448349:192.0.2.20 "POST api/v1/transmissions HTTP/1.1" 200 224 5.000
1795448350@10/00-25593-393A87F4@00/00-03736-F4101B54
| momentum
|^^^^^^^^^ time
|          ^^^^^^^^^^^^^^^^^^^^ queueId
